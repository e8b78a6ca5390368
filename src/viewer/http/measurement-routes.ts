import { type Context, Hono } from "hono";
import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { dataTypeName, isComplex } from "../../mrd/index.ts";
import type { ArrayForm, FindingEntry, SamplesRequest } from "../api/index.ts";
import { ViewerError } from "../errors.ts";
import type { ViewedFiles } from "../files/index.ts";
import {
  arrayPlane,
  findingsOf,
  headerTree,
  noiseCovariance,
  readoutColumns,
  readSamples,
  readWaveforms,
} from "../measurement/index.ts";
import { arrayResponse } from "./array-response.ts";
import { numberParameter, textParameter } from "./parameters.ts";

/** Headers that one request returns at most: others wait for as long as it takes. */
const MOST_HEADERS = 32_768;

/** What the page requests about raw data. */
export function measurementRoutes(files: ViewedFiles): Hono {
  const app = new Hono();
  const findings = new WeakMap<MrdGroup, Promise<readonly FindingEntry[]>>();
  const groupOf = (context: Context) => files.group(numberParameter(context, "file"), textParameter(context, "group"));

  app.get("/header", (context) => {
    const group = groupOf(context);
    return context.json(headerTree(group, files.patientOf(group)));
  });
  app.get("/findings", async (context) => {
    const group = groupOf(context);
    const own = findings.get(group) ?? findingsOf(group);
    findings.set(group, own);
    const patient = files.patientOf(group);
    return context.json((await own).map((finding) => patient.finding(finding)));
  });
  app.get("/readouts", (context) => {
    const [start, end] = [numberParameter(context, "start"), numberParameter(context, "end")];
    const { meta, arrays } = readoutColumns(groupOf(context), start, Math.min(end, start + MOST_HEADERS));
    return arrayResponse(context, meta, arrays);
  });
  app.post("/samples", async (context) => {
    const request = await requestOf(context);
    const { meta, values } = await readSamples(files.group(request.file, request.group), request);
    return arrayResponse(context, meta, [values]);
  });
  app.post("/noise", async (context) => {
    const { file, group, rows } = await requestOf(context);
    const { meta, covariance } = await noiseCovariance(files.group(file, group), rows);
    return arrayResponse(context, meta, [covariance]);
  });
  app.get("/waveforms", async (context) => {
    const { meta, arrays } = await readWaveforms(groupOf(context));
    return arrayResponse(context, meta, arrays);
  });
  app.get("/array-form", (context) => {
    const { shape, dataType } = groupOf(context).arrayForm(textParameter(context, "name"));
    const form: ArrayForm = { shape, dataType: dataTypeName(dataType), complex: isComplex(dataType) };
    return context.json(form);
  });
  app.get("/array", (context) => {
    const plane = arrayPlane(groupOf(context), textParameter(context, "name"), numberParameter(context, "plane"));
    return arrayResponse(context, {}, [plane]);
  });
  return app;
}

/** @throws ViewerError `bad-request` */
async function requestOf(context: Context): Promise<SamplesRequest> {
  const request = (await context.req.json().catch(() => undefined)) as Partial<SamplesRequest> | undefined;
  const { file, group, rows, coils, sample, what } = request ?? {};
  const isRequest =
    Number.isInteger(file) &&
    typeof group === "string" &&
    isIndexes(rows) &&
    (coils === undefined || isIndexes(coils)) &&
    (sample === undefined || isIndexes([sample])) &&
    (what === undefined || what === "data" || what === "trajectory");
  if (isRequest) return request as SamplesRequest;
  throw new ViewerError("bad-request", "a request for samples has file, group, rows, and coils, sample, what if any");
}

function isIndexes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isInteger(each) && each >= 0);
}
