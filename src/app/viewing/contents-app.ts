import { Hono } from "hono";
import {
  answerError,
  chainRoutes,
  DataFolder,
  dataRoutes,
  EditableChains,
  fileRoutes,
  gadgetEntries,
  JobQueue,
  ViewedFiles,
} from "../../viewer/index.ts";
import { chainLibrary, installedGadgets, pipelineFolders } from "../composition.ts";
import { entry } from "../entry.ts";
import type { EditingSettings, PageContents } from "./page-contents.ts";

/** What the thread of the page's files and chains answers. Without `editing`, there are no routes for chains. */
export async function contentsApp({ data: folder, editing }: PageContents): Promise<Hono> {
  const files = await ViewedFiles.open([]);
  const data = folder === undefined ? undefined : new DataFolder(folder);
  const api = new Hono();
  api.route("/", fileRoutes(files));
  api.route("/", dataRoutes(data, files));
  if (editing !== undefined) api.route("/", chainRoutes({ ...editable(editing, files), data }));
  const app = new Hono();
  app.route("/api", api);
  app.notFound((context) => context.text("there is nothing at this address\n", 404));
  app.onError(answerError);
  return app;
}

function editable(settings: EditingSettings, files: ViewedFiles) {
  const { authors, rights, memoryMegabytes, sessionSeconds: seconds, folder } = settings;
  const chains = new EditableChains({
    folders: { own: authors.pipelines, builtIn: pipelineFolders() },
    rights,
    library: () => chainLibrary(authors),
  });
  const jobs = new JobQueue({
    folder,
    module: entry("viewer-job"),
    settings,
    memoryMegabytes,
    seconds,
    show: async (path, name) => (await files.add(path, name)).id,
    hide: (file) => files.remove(file),
  });
  return { chains, jobs, gadgets: () => gadgetEntries(installedGadgets(authors)) };
}
