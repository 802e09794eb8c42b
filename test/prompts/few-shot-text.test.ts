import { fewShotText } from "../../src/prompts/few-shot-text";

describe("few-shot text, template version 1", () => {
  const examples = [
    { query: "hot", response: "cold" },
    { query: "up", response: "down" },
  ];

  it("is the instruction, the examples and the open query", () => {
    expect(fewShotText({ instruction: "Give the opposite.", examples, query: "left" })).toBe(
      "Give the opposite.\n\nInput: hot\nOutput: cold\n\nInput: up\nOutput: down\n\nInput: left\nOutput:",
    );
  });

  it("ends with the last response where no query is open", () => {
    expect(
      fewShotText({ instruction: "Give the opposite.", examples: examples.slice(0, 1), query: null }),
    ).toBe("Give the opposite.\n\nInput: hot\nOutput: cold");
  });
});
