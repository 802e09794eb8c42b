import { creditCardRecognizer } from "./credit-card";
import { emailRecognizer } from "./email";
import { ibanRecognizer } from "./iban";
import { ipAddressRecognizer } from "./ip-address";
import { phoneRecognizer } from "./phone";
import type { Recognizer } from "./recognizer";

/** Every recogniser, the surest first: where two claim the same characters, the earlier one has them. */
export const recognizers: readonly Recognizer[] = [
  emailRecognizer,
  ibanRecognizer,
  creditCardRecognizer,
  ipAddressRecognizer,
  phoneRecognizer,
];
