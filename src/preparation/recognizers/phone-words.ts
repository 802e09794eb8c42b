/** Words that announce a telephone number, in the languages of the larger data sets; lower case. */
const phoneWords =
  /phone|\btel\b|\btel[.:]|telefo|teléfo|téléphone|telepon|telemóvel|mobile|\bmobil|móvil|celular|whats ?app|\bcell\b|\bfax\b|\bcall|\bdial|\bring me|\bsms\b|\bdesk:|\bhandy\b|rufnummer|anrufen|portable|appele|\bcep\b|\b(?:my|your|his|her|our|their) (?:\w{1,20} )?numbers? (?:is|are)\b|answering at|messages to|reach (?:me|us|him|her|them)|contact|电话|手机|致电|拨打|联系|传真|電話|携帯|फोन|फ़ोन|मोबाइल|전화|휴대폰|телефон|моб\.|هاتف|جوال|تلفن/g;

/** Words behind a number that say what it is: `212 555 0100 (office)`. */
const wordsBehind = /^[\s,(\\-]{0,3}(?:office|fax|mobile|cell|home|work|desk|电话|手机|phone)\b/;

/** Words that say that a number is something else. */
const otherWords =
  /account|\bacct|conta\b|conta bancária|konto|compte|card\b|cartão|tarjeta|\bssn\b|social security|isbn|issn|\bean\b|barcode|serial|order|invoice|passport|licen[cs]e|\bomb no|\btax\b|\bvat\b|\bid\b|identifier|epoch|timestamp|账号|帐号|账户|身份证|卡号|订单|序列号/g;

const windowBefore = 40;
const windowAfter = 12;

/** What the words around a number say it is; the nearest one before it decides. */
export function announcedAs(text: string, start: number, end: number): "PHONE" | "OTHER" | "NOTHING" {
  const before = text.slice(Math.max(0, start - windowBefore), start).toLowerCase();
  const phone = lastIndex(before, phoneWords);
  const other = lastIndex(before, otherWords);
  if (other > phone) return "OTHER";
  if (phone >= 0) return "PHONE";
  return wordsBehind.test(text.slice(end, end + windowAfter).toLowerCase()) ? "PHONE" : "NOTHING";
}

function lastIndex(text: string, words: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(words)) last = match.index;
  return last;
}
