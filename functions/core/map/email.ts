import { toVisibleText, withoutWideForms } from '../visible-text.ts';

/** A line of mail is not longer (RFC 5322, 2.1.1), so an address with its name is not either. */
const maxLength = 998;

/**
 * The address that a text is, in the case in which it is written there. What people and programs
 * put around one is left out: a name (`Ana <ana@example.com>`), quotes, a full stop, a comma.
 * `undefined` for anything else: a link (`mailto:`), several addresses, what Bridge would refuse.
 * A domain with other letters than a to z is in its form for computers, `xn--`. No sign becomes
 * another, as `²` would become 2: the address would be somebody else's.
 */
export function toEmail(text: string): string | undefined {
  if (text.length > maxLength) return undefined;
  const written = withoutWideForms(toVisibleText(text));
  const { name, address = written } =
    /^(?<name>[^<>]*)<(?<address>[^<>]*)>[\s.,;]*$/.exec(written)?.groups ?? {};
  const email = withAsciiDomain(withoutEdges(address));
  if (name?.includes('@') && withoutEdges(name) !== withoutEdges(address))
    return undefined;
  return isEmail(email) ? email : undefined;
}

function withoutEdges(text: string): string {
  return text.replace(/^[\s"'<]+/, '').replace(/(?<![\s"'>.,;])[\s"'>.,;]+$/, '');
}

function withAsciiDomain(email: string): string {
  const at = email.lastIndexOf('@') + 1;
  const domain = email.slice(at);
  const isDomain = /^(?=.*\P{ASCII})[\p{L}\p{M}\p{Nd}.-]+$/u.test(domain);
  if (!isDomain || domain.normalize('NFC') !== domain.normalize('NFKC')) return email;
  return email.slice(0, at) + (URL.parse(`http://${domain}`)?.hostname ?? domain);
}

/**
 * What `format: email` of Bridge's description takes (RFC 5321), of the local part the letters and
 * signs that addresses of people have.
 */
function isEmail(text: string): boolean {
  const at = text.indexOf('@');
  return (
    text.length <= 254 &&
    at <= 64 &&
    /^[\w'+-]+(?:\.[\w'+-]+)*(?<!')@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/i.test(
      text,
    )
  );
}
