import type { Source } from '../../config/source-schema.ts';
import type {
  AsymmetricVerification,
  MacVerification,
} from '../../config/verify-schema.ts';
import {
  isFieldPath,
  placeholdersOf,
  unknownPlaceholders,
} from '../../verify/placeholders.ts';
import { usesFields } from '../../verify/rare-parts.ts';
import type { SourceProblem } from '../source-problem.ts';
import { checkPublicKeys } from './check-public-keys.ts';
import { problem } from './verify-problem.ts';

type SignatureVerification = MacVerification | AsymmetricVerification;

/** What is wrong with how a signature is described: its place, its time, and what it is over. */
export function checkSignature(
  verify: SignatureVerification,
  body: Source['body'],
): SourceProblem[] {
  const isAsymmetric = verify.kind === 'asymmetric';
  return [
    ...checkSignaturePlace(verify),
    ...checkPlaceholders(verify),
    ...checkSigningTime(verify),
    ...checkSignedContent(verify, body),
    ...checkSignedPlaces(verify, body),
    ...(isAsymmetric
      ? checkPublicKeys(verify.publicKeys, [verify.algorithm], verify)
      : []),
  ];
}

function checkSignaturePlace({
  header,
  query,
  field,
}: SignatureVerification): SourceProblem[] {
  const places = [header, query, field].filter((place) => place !== undefined);
  if (places.length !== 1) {
    const what = places.length === 0 ? 'does not say where' : 'says in several places';
    const cure = 'write one of header:, query: and field:';
    return [problem([], `${what} the signature stands`, cure)];
  }
  if (field === undefined || isFieldPath(field)) return [];
  const cure = 'write names with dots between them, such as signature.signature';
  return [problem(['field'], 'is not a plain path', cure)];
}

const allPlaceholders =
  '{body}, {timestamp}, {method}, {url}, {path}, {query}, {query:NAME}, {secret}, ' +
  '{header:NAME}, {field:PATH}, {sortedFields} or {bodySha256}';

function checkPlaceholders({ signedContent }: SignatureVerification): SourceProblem[] {
  return unknownPlaceholders(signedContent).map((name) =>
    problem(['signedContent'], `{${name}} does not exist`, `write ${allPlaceholders}`),
  );
}

function checkSigningTime({
  timestamp,
  signedContent,
  format,
}: SignatureVerification): SourceProblem[] {
  const isSigned = signedContent.includes('{timestamp}');
  if (timestamp === undefined) {
    if (!isSigned) return [];
    const what = 'signs a {timestamp}, but nothing says where it stands';
    const cure = 'add timestamp: with header: or pair:, and unit:';
    return [problem(['signedContent'], what, cure)];
  }
  const problems: SourceProblem[] = [];
  const { header, query, field } = timestamp;
  const isInPair = timestamp.pair !== undefined && format.kind === 'pairs';
  const isSomewhere = [header, query, field].some((place) => place !== undefined);
  if (!isSomewhere && !isInPair) {
    const cure = 'add header: (or pair:, where format is pairs; or query: or field:)';
    problems.push(problem(['timestamp'], 'does not say where the time stands', cure));
  }
  if (field !== undefined && !isFieldPath(field)) {
    const cure = 'write names with dots between them, such as data.sentAt';
    problems.push(problem(['timestamp', 'field'], 'is not a plain path', cure));
  }
  if (!isSigned && !signsTime(signedContent, timestamp)) {
    const what =
      'leaves out the time, so anyone could send an old request again with a new time';
    const cure = 'put {timestamp} where the sender signs it, or remove timestamp:';
    problems.push(problem(['signedContent'], what, cure));
  }
  return problems;
}

/** Whether the time is signed under the name of its place, or with all that stands around it. */
function signsTime(
  signedContent: string,
  { header, query, field }: NonNullable<SignatureVerification['timestamp']>,
): boolean {
  const around = {
    header: header === undefined ? [] : [header].flat().map((name) => `header:${name}`),
    query: query === undefined ? [] : ['url', 'query', `query:${query}`],
    field:
      field === undefined ? [] : ['body', 'bodySha256', 'sortedFields', `field:${field}`],
  };
  const signed = placeholdersOf(signedContent).map((name) =>
    name.startsWith('header:') ? name.toLowerCase() : name,
  );
  return Object.values(around)
    .flat()
    .some((name) => signed.includes(name));
}

function checkSignedContent(
  verify: SignatureVerification,
  body: Source['body'],
): SourceProblem[] {
  const { algorithm, signedContent } = verify;
  const problems: SourceProblem[] = [];
  const hasSecret = signedContent.includes('{secret}');
  if (/\\[nrt]/.test(signedContent)) {
    const what = 'has a backslash and a letter, and no new line or tab';
    const cure = 'write it in double quotes, in which YAML reads them';
    problems.push(problem(['signedContent'], what, cure));
  }
  if (algorithm === 'sha256' && !hasSecret) {
    const cure =
      'put {secret} where the sender hashes it, or write algorithm: hmac-sha256';
    const what = 'is hashed without a key, so anyone could sign';
    problems.push(problem(['signedContent'], what, cure));
  }
  if (verify.kind === 'asymmetric' && hasSecret) {
    const what = 'has a {secret}, but the sender signs with a private key';
    problems.push(problem(['signedContent'], what, 'remove {secret}, or write kind: mac'));
  }
  if (body === 'query' && !signedContent.includes('{url}')) {
    const what = 'leaves the url out, so anyone could change it';
    problems.push(problem(['signedContent'], what, 'put {url} where the sender signs it'));
  }
  if (body !== 'query' && !isBodySigned(signedContent) && !usesFields(signedContent)) {
    const what = 'leaves the body out, so anyone could change it';
    const cure =
      'put {body} where the sender signs it; or {sortedFields} or {field:PATH}, where it ' +
      'signs fields alone';
    problems.push(problem(['signedContent'], what, cure));
  }
  return problems;
}

/** Whether the bytes of the whole body are signed. */
export function isBodySigned(signedContent: string): boolean {
  return /\{(body|bodySha256)\}/.test(signedContent);
}

/** A signature cannot be over what it stands in, and fields are read as the body is written. */
function checkSignedPlaces(
  { query, field, signedContent }: SignatureVerification,
  body: Source['body'],
): SourceProblem[] {
  const problems: SourceProblem[] = [];
  const path = ['signedContent'];
  if (query !== undefined && /\{(url|query)\}/.test(signedContent)) {
    const cure =
      'write {path} and {query:NAME} in the order in which the sender signs them';
    problems.push(problem(path, 'holds the parameter with the signature itself', cure));
  }
  if (field !== undefined && isBodySigned(signedContent)) {
    const cure = 'write {field:PATH} or {sortedFields}, as the sender signs them';
    problems.push(problem(path, 'holds the field with the signature itself', cure));
  }
  if (signedContent.includes('{sortedFields}') && body !== 'form') {
    const cure = 'write body: form, or name the fields: {field:PATH}';
    problems.push(problem(path, '{sortedFields} are those of a form', cure));
  }
  return problems;
}
