import { anyOf } from './words.ts';

/** The fields that are looked for. `name` is a name of which nobody says which part it is. */
export const soughtFields = [
  'email',
  'cellphone',
  'firstName',
  'lastName',
  'fullName',
  'name',
  'languageCode',
] as const;
export type SoughtField = (typeof soughtFields)[number];

/**
 * How a field is called, in six languages, in plain words. A field takes a name if its pattern fits
 * and no field before it in `nameOrder` does.
 */
export const fieldWords: Record<SoughtField, RegExp> = {
  email: anyOf(`
    e ?mails? | mail | mails | mailadresse | e ?mail ?address | correo | correos | courriel
    adresse electronique | posta elettronica | recipient | endereco eletronico
  `),
  cellphone: anyOf(`
    (?:mobile|cell|home|work|contact|customer|lead)? ?(?:tele)?phones? ?(?:number|no|nr|e ?164)?
    mobile | mobiles | cell | cellular | tel | telf | telefono | telefonos | telefone | telefones
    telefon | telefonnummer | telefono movil | movil | moviles | celular | celulares | cellulare
    handy | handynummer | mobil | mobilnummer | mobiltelefon | rufnummer | portable | gsm | msisdn
    telemovel | whats ?app | wa id | sms | fono | numero de contacto | numero de telephone
    recapito telefonico | text reminder number
  `),
  firstName: anyOf(`
    (?:first|given|fore) ?names? | first$ | fname | f name | name first | vorname | prenom | prenoms
    primer nombre | primeiro nome | nombre de pila | nome proprio | nombres
  `),
  lastName: anyOf(`
    (?:last|family|sur) ?names? | last$ | lname | l name | name last | apellido | apellidos
    apelido | apelidos | sobrenome | sobrenomes | nom de famille | nachname
  familienname | zuname | cognome
  `),
  fullName: anyOf(`
    full ?name | nombre completo | nombre y apellidos? | nom complet | nom et prenom
    prenom et nom | vollstandiger name | vor und nachname | name und vorname | vorname und nachname
    nome completo | nome e cognome | nome e sobrenome | cognome e nome | first and last name
    (?:your|contact|display|person|customer|client|lead|profile|real|attendee|invitee) name
    name of (?:the )?(?:person|customer|contact|attendee)
  `),
  name: anyOf(`
    name | nombre | nome | nom | naam | como te llamas | como se llama | wie hei(?:ss|ß)(?:t|en)
    come ti chiami | como voce se chama | comment vous appelez
  `),
  languageCode: anyOf(`
    (?:preferred|browser|user|native)? ?languages? ?(?:code)? | lang | langs | lng | idioma
    idiomas | lingua | linguas | langue | langues | sprache | sprachen | muttersprache
    locales? | preferred locales | taal
  `),
};

/** Which of the fields a name is asked first: "first and last name" is a full name. */
export const nameOrder: readonly SoughtField[] = [
  'fullName',
  'lastName',
  'firstName',
  'name',
];

/** Words around a field that add to the belief in it, or take from it. */
interface Hint {
  words: RegExp;
  /** Only for these fields. */
  fields?: readonly SoughtField[];
  /** Added where the words stand in the name of the field, or beside its value. */
  own: number;
  /** Added where the words stand in a name around it. */
  around: number;
}

const nameFields = ['firstName', 'lastName', 'fullName', 'name'] as const;

export const hints: readonly Hint[] = [
  {
    words: anyOf(`
      previous | previously | prior | old | before | former | original | earlier | anterior
      antiguo | ancien | vorher | alt | vecchio | antigo | history | versions? | changes? from
    `),
    own: -9,
    around: -9,
  },
  {
    words: anyOf(`
      owner | author | admin | administrator | agent | assignee | assigned | creator | created
      manager | staff | employee | seller | sales | comercial | commercial | gestor | agente
      vendeur | conseiller | berater | betreuer | consulente | commerciale | venditore | atendente | salesperson | rep | representative | host
      organi[sz]ers? | actor | support | operator | advisor | consultant | coach | teacher
      propietario | responsable | vendedor | asesor | besitzer | verantwortlich | proprietaire
      proprietario | responsabile | updated | modified | recruiter | instructor | bcc | cc
      to | reply | referrer | referral | referred | emergency | spouse | partner
      relative | emergencia
      notifications? email | business email
    `),
    own: -6,
    around: -6,
  },
  { words: anyOf('account | acct'), own: -5, around: -2 },
  { words: anyOf('recipient'), own: 0, around: -3 },
  {
    words: anyOf(`
      company | compania | organi[sz]ation | org | business | empresa | entreprise | firma | firmen
      unternehmen | azienda | societe | societa | shop | store | vendor | merchant
      workspace | tenant | tienda | loja | negozio | boutique | school | team | brand | employer
      location | branch | studio | clinic
    `),
    own: -5,
    around: -5,
  },
  {
    words: anyOf(`
      form | page | list | campaign | event | product | plan | file | host | domain | site | source
      group | tag | topic | service | item | course | board | project
      (?:field|column|property) name | app | device | browser | city | country | state
      street | currency | segment | pipeline
      stage | variant | nick ?name | middle | maiden | second | title | utm | type | class
      resource | object | orgname | room | webinar | meeting | appointment | template | ad ?set | ad
      order | cart | coupon | table | queue | channel | bot | key | token | status | tipo | server
      formulario | formular | formulaire | evento | producto | produit | produkt | ciudad | pais
    `),
    fields: nameFields,
    own: -5,
    around: 0,
  },
  { words: anyOf('fax | telefax'), own: -9, around: -9 },
  {
    words: anyOf(`
      mobile | mobil | movil | cell | cellular | celular | handy | whats ?app | cellulare | portable
    `),
    fields: ['cellphone'],
    own: 1.5,
    around: 0.5,
  },
  {
    words: anyOf(`
      mobilephone | mobiltelefon | telefono movil | telemovel | handynummer | mobilnummer
    `),
    fields: ['cellphone'],
    own: 1.5,
    around: 0,
  },
  {
    words: anyOf(
      'landline | home | work | office | fijo | fixe | festnetz | fisso | fixo | business | casa',
    ),
    fields: ['cellphone'],
    own: -1,
    around: -1,
  },
  {
    words: anyOf('primary | main | principal | preferred | haupt | principale'),
    own: 1,
    around: 0.5,
  },
  {
    words: anyOf(
      'secondary | alternate | alternative | other | additional | second | backup',
    ),
    own: -2,
    around: -2,
  },
  { words: anyOf('address | addresses | billing | shipping'), own: 0, around: -1.5 },
  {
    words: anyOf('new | current | after | nuevo | nueva | neu | nouveau'),
    own: 1,
    around: 1,
  },
  {
    words: anyOf(`
      contact | contacts | person | persons | people | lead | leads | customer | customers | client
      attendee | attendees | registrant | invitee | participant | subscriber | respondent | member
      guest | patient | student | buyer | applicant | candidate | traits | properties | answers
      fields | payload | data | contacto | cliente | kunde | persona | personne | teilnehmer
      pessoa | contato | contatto | visitor | submitter | requester
    `),
    own: 0,
    around: 0.5,
  },
];

/**
 * Names of what is a thing rather than a person: a `name` that stands directly in one is
 * the name of the thing.
 */
export const things = anyOf(`
  event | form | page | product | plan | campaign | list | group | course | service | topic
  webinar | meeting | appointment | scheduled event | calendar | board | project | ticket
  deal | order
  order item | first order item | line items | items | tags? | file | files | app
  integration | source
  workflow | trigger | definition | schema | campaign | object type | segment | groups
  lists | stage | pipeline | city | country
  location | booking type | type | webhook | subscription | meta | metadata | job | position | role
`);
