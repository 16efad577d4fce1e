const digits = '零壹贰叁肆伍陆柒捌玖';
const nought = '零';
const places = ['', '拾', '佰', '仟'];
const groups = ['', '万', '亿', '万亿'];

/** Four digits at most, as 壹仟零伍拾; '' for none. */
function groupWords(value: number): string {
  let words = '';
  let zero = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.trunc(value / 10 ** place) % 10;
    if (digit === 0) {
      zero = words !== '';
      continue;
    }
    words += `${zero ? nought : ''}${digits.charAt(digit)}${places[place]}`;
    zero = false;
  }
  return words;
}

/**
 * An amount in capital numerals, as Chinese receipts have it: 人民币壹仟零伍拾元叁角整, by the rules of
 * the People's Bank for bills (支付结算办法, annex 1: 正确填写票据和结算凭证的基本规定).
 * @param fen an integer, 0 at least and below 10¹⁵
 */
export function capitalAmount(fen: number): string {
  const yuan = Math.trunc(fen / 100);
  const jiao = Math.trunc(fen / 10) % 10;
  const cent = fen % 10;
  let words = '';
  let zero = false;
  for (let group = 3; group >= 0; group -= 1) {
    const value = Math.trunc(yuan / 10_000 ** group) % 10_000;
    if (value === 0) {
      zero = words !== '';
      continue;
    }
    if (words !== '' && (zero || value < 1_000)) words += nought;
    words += `${groupWords(value)}${groups[group]}`;
    zero = false;
  }
  if (yuan > 0) words += '元';
  if (jiao === 0 && cent === 0) return `人民币${words === '' ? '零元' : words}整`;
  if (jiao > 0) words += `${digits.charAt(jiao)}角`;
  else if (words !== '') words += nought;
  return `人民币${words}${cent > 0 ? `${digits.charAt(cent)}分` : '整'}`;
}
