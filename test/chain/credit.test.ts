import { describe, expect, it } from "vitest";
import { Credit } from "../../src/chain/index.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("downstream capacity of a step", () => {
  it("is exhausted while a downstream step is full, but not while an upstream step or the step itself is", async () => {
    const credit = new Credit();
    const [first, second, third] = [credit.forStep(), credit.forStep(), credit.forStep()];
    const [inFront, own, behind] = [first.open(1), second.open(1), third.open(1)];
    inFront.enter();
    own.enter();
    expect(second.behind()).toBeUndefined();
    behind.enter();
    let made = false;
    const room = second.behind()!.then(() => {
      made = true;
    });
    inFront.leave();
    await turn();
    expect(made).toBe(false);
    behind.leave();
    await room;
    expect(second.behind()).toBeUndefined();
  });

  it("is that of the whole chain for the source", async () => {
    const credit = new Credit();
    const [first, second] = [credit.forStep().open(1), credit.forStep().open(2)];
    first.enter();
    second.enter();
    second.enter();
    const available = credit.available()!;
    second.leave();
    expect(credit.available()).toBe(available);
    first.leave();
    await available;
    expect(credit.available()).toBeUndefined();
  });
});
