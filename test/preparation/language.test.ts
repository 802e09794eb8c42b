import { loadLanguageDetector, type LanguageDetector } from "../../src/preparation/language.adapter";

describe("the language of a text", () => {
  let detector: LanguageDetector;
  beforeAll(async () => {
    detector = await loadLanguageDetector();
  });

  it.each([
    ["en", "Explain to a child why the sea has tides twice a day."],
    ["de", "Erkläre einem Kind, warum es am Meer zweimal am Tag Ebbe und Flut gibt."],
    ["fr", "Explique à un enfant pourquoi la mer monte et descend deux fois par jour."],
    ["zh", "请用简单的话向孩子解释为什么大海每天有两次潮汐。"],
    ["ja", "なぜ海には一日に二回の潮の満ち引きがあるのか、子供に説明してください。"],
  ])("is %s", (language, text) => {
    expect(detector.languageOf(text)).toBe(language);
  });

  it("is unknown where there is too little text", () => {
    for (const text of ["", "hello", "12345 67890 + 4 = ?", "你好", "😀😀😀😀😀😀"]) {
      expect(detector.languageOf(text)).toBeNull();
    }
  });

  it("is told by the beginning alone", () => {
    const text =
      "Explain to a child why the sea has tides twice a day, and what the moon has to do with it. ".repeat(3);
    expect(detector.languageOf(`${text}${"Erkläre es noch einmal auf Deutsch. ".repeat(50)}`)).toBe("en");
  });
});
