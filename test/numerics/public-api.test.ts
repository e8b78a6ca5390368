import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import * as numerics from "../../src/numerics/index.ts";

const index = new URL("../../src/numerics/index.ts", import.meta.url);
const source = ts.createSourceFile("index.ts", readFileSync(index, "utf8"), ts.ScriptTarget.ESNext);
const exported = source.statements.flatMap((statement) => {
  if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) {
    throw new Error("index.ts only re-exports names, one by one");
  }
  return statement.exportClause.elements.map(({ isTypeOnly, name }) => (isTypeOnly ? `type ${name.text}` : name.text));
});

describe("larmor/numerics", () => {
  it("has the names that authors rely on, and few of them", () => {
    expect(exported.length).toBeLessThanOrEqual(35);
    expect(exported.toSorted()).toMatchInlineSnapshot(`
      [
        "CovarianceAccumulator",
        "NotPositiveDefiniteError",
        "NumericsError",
        "OversamplingRemoval",
        "adaptiveCombinationTask",
        "applyToCoils",
        "cholesky",
        "combineRootSumOfSquares",
        "combinedImageTask",
        "filterTask",
        "imag",
        "imageTask",
        "magnitude",
        "mapPixels",
        "partialFourierTask",
        "percentile",
        "phase",
        "randomGaussian",
        "real",
        "requireCount",
        "resampleTask",
        "rootSumOfSquares",
        "scale",
        "toFixedPoint",
        "toImageSpace",
        "transformAxis",
        "type AxisGeometry",
        "type Direction",
        "type ImageWork",
        "type NumericsErrorCode",
        "type RealPixels",
        "type ValueRange",
        "type WhiteningOptions",
        "valueRange",
        "whiteningMatrix",
      ]
    `);
  });

  it("has a value for each name that is not a type", () => {
    const values = exported.filter((name) => !name.startsWith("type "));
    expect(Object.keys(numerics).toSorted()).toEqual(values.toSorted());
  });
});
