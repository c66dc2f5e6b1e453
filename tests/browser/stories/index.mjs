// Every story, in the order of a member's life. What is PENDING waits for its pages: it is named in each run and not told.
import * as addressConfirmed from "./address-confirmed.mjs";
import * as passwordReset from "./password-reset.mjs";
import * as registration from "./registration-to-first-match.mjs";
import * as anotherDevice from "./resumed-on-another-device.mjs";
import * as phoneCode from "./phone-code.mjs";
import * as assisted from "./assisted-registration.mjs";
import * as consent from "./consent-withdrawn.mjs";
import * as exported from "./data-exported.mjs";
import * as left from "./account-left.mjs";

export const STORIES = [addressConfirmed, passwordReset, registration, anotherDevice, phoneCode, assisted, consent, exported, left];

/** Title of a story → the pages that it waits for. */
export const PENDING = new Map();
