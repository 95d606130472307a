/** What says that a phone number follows, or what kind of one it was; without accents. */
const labels = new Set(
  `
  tel telf telef telefono telefone telephone telefon telefoon telephon tlf tlfn tlfno tfn tfno fono
  fon fone phone iphone ph mobile mobil mobiel mobiles movil movel mobilni mob mov mbl cell cel cellphone
  cellular celular cellulare portable telemovel telefonino handy handynummer mobilnummer gsm
  telefonnummer mobiltelefon telefoonnummer komorka whatsapp whats wasap wsp wpp wapp wa sms call
  callto viber signal imessage facetime telprompt telegram zap kom
  contact contacto contato kontakt rufnummer mobilfunk mobilfunknummer
  work home office main other personal private business direct daytime evening primary secondary
  preferred landline casa trabajo oficina otro fijo principal particular privado empresa directo
  trabalho escritorio pessoal outro fixo travail domicile bureau maison perso fixe privat arbeit
  buro zuhause dienst festnetz lavoro ufficio fisso werk thuis
  тел телефон моб мобильныи 电话 電話 手机 手機 携帯 携帯電話
  p t m c h w
  `
    .trim()
    .split(/\s+/),
);

/** What may stand beside a label. */
const fillers = new Set(
  'number numero numer nummer num nr no nro nº n de del di da du do my mi is es el and y o or e'.split(
    ' ',
  ),
);

/**
 * A phone number without the words before and behind it, if all of them are labels. Words that are
 * not stay where they are, and so do letters that are glued to the number.
 */
export function withoutPhoneLabels(text: string): string {
  const start = text.search(/[[(]*\+?[[(]*\d|\+/);
  const end = text.search(/\d\D*$/) + 1;
  if (start < 0 || end <= start) return text;
  const before = text.slice(0, start);
  const number = text.slice(start, end);
  const behind = text.slice(end);
  const isGlued = /\p{L}$/u.test(before) && /^\d/.test(number) && !/^tel$/i.test(before);
  return [
    isLabel(before) && !isGlued ? '' : before,
    number,
    isLabel(behind) && /^\P{L}/u.test(behind) ? '' : behind,
  ].join('');
}

/**
 * Whether a text is words that go with a phone number, with at most dots and the like between; a
 * letter alone needs one. A link is none.
 */
function isLabel(text: string): boolean {
  if (!/^[\p{L}\p{M}\s.:,/()[\]&_#-]+$/u.test(text) || text.includes('//')) return false;
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/\p{L}+/gu) ?? [];
  const isMarked = words.some(({ length }) => length > 1) || /^\(|[.:]/.test(plain.trim());
  return (
    isMarked &&
    words.some((word) => labels.has(word)) &&
    words.every((word) => labels.has(word) || fillers.has(word))
  );
}
