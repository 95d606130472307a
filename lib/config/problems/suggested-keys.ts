import { nearestNames } from '../../nearest-name.ts';

/** What people call the keys of a source elsewhere, without blanks, signs and accents. */
const words: Record<string, readonly string[]> = {
  firstName: ['first', 'firstname', 'forename', 'givenname', 'nombre', 'nombres'],
  lastName: ['last', 'lastname', 'surname', 'familyname', 'apellido', 'apellidos'],
  fullName: ['name', 'fullname', 'displayname', 'nombrecompleto'],
  email: ['mail', 'emailaddress', 'correo', 'correoelectronico'],
  cellphone: [
    'phone',
    'phonenumber',
    'cell',
    'mobile',
    'mobilephone',
    'tel',
    'telephone',
    'telefono',
    'movil',
    'celular',
    'whatsapp',
  ],
  languageCode: ['lang', 'language', 'locale', 'idioma'],
  owner: ['assignee', 'salesrep', 'propietario'],
  customAttributes: ['attributes', 'custom', 'customfields', 'fields', 'properties'],
  from: ['value', 'path', 'expression'],
};

/** The keys of a place that a key that does not exist there can mean; empty if none comes close. */
export function suggestedKeys(key: string, keys: readonly string[]): string[] {
  const plain = key
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  const meant = keys.find(
    (known) => Object.hasOwn(words, known) && words[known]?.includes(plain),
  );
  return meant === undefined ? nearestNames(key, keys) : [meant];
}
