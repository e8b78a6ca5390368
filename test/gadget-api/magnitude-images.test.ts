import { describe, expect, it } from "vitest";
import {
  checkMessage,
  copyMessage,
  describeMessage,
  MagnitudeImages,
  messageBytes,
} from "../../src/gadget-api/kinds/index.ts";
import { imageArray } from "../support/messages.ts";

const complex = imageArray({ x: 3, y: 1, n: 2 });
const images = () => new MagnitudeImages(complex, Float32Array.of(1, 2, 0, 4, 5, 6));

describe("images of magnitudes", () => {
  it("are image arrays with complex data", () => {
    const sent = images();
    expect([...sent.data]).toEqual([1, 0, 2, 0, 0, 0, 4, 0, 5, 0, 6, 0]);
    expect(sent.data).toBe(sent.data);
    expect(checkMessage(sent)).toBeUndefined();
    expect(describeMessage(sent)).toBe(describeMessage(complex));
    expect(messageBytes(sent)).toBe(messageBytes(complex));
  });

  it("have copies like those of other image arrays", () => {
    const sent = images();
    expect({ ...sent, series: 1 }).toEqual({ ...complex, data: sent.data, series: 1 });
    expect(copyMessage(sent)).toEqual({ ...complex, data: sent.data });
  });

  it("have pixels, which copies with other data do not", () => {
    const sent = images();
    expect([...MagnitudeImages.pixelsOf(sent)!]).toEqual([1, 2, 0, 4, 5, 6]);
    expect(MagnitudeImages.pixelsOf(complex)).toBeUndefined();
    expect(MagnitudeImages.pixelsOf({ ...sent, data: complex.data })).toBeUndefined();
  });
});
