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
  `.split(/\s/),
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
  return text.replace(parts, (_, before: string, number: string, behind: string) => {
    const isGlued = /\p{L}$/u.test(before) && /^\d/.test(number) && !/tel$/i.test(before);
    return [
      isLabel(before) && !isGlued ? '' : before,
      number,
      isLabel(behind) && /^\P{L}/u.test(behind) ? '' : behind,
    ].join('');
  });
}

/** What stands before a number, from its bracket or plus to its last digit, and behind it. */
const parts = /([^\d+]*?)([[(]*\+?[[( ]*\d.*\d)(\D*)/;

/**
 * Whether a text is words that go with a phone number, with at most dots and the like between; a
 * letter alone needs one. A link is none.
 */
function isLabel(text: string): boolean {
  if (!/^[\p{L}\s.:,/()[\]&_#-]+$/u.test(text) || text.includes('//')) return false;
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/\P{L}/u).filter((word) => word !== '');
  const isMarked = words.some(({ length }) => length > 1) || /[(.:]/.test(text);
  return (
    isMarked &&
    words.some((word) => labels.has(word)) &&
    words.every((word) => labels.has(word) || fillers.has(word))
  );
}
