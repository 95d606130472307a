const attributeOfUuid = /^attribute:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const short = /^a:[A-Za-z0-9_-]{22}$/;
const byName = 'customAttributes.';

/**
 * A field's name as it lies in items, where each byte is paid for with every write: the UUID of an
 * attribute in 22 characters instead of 36, and before an attribute's own name a dot.
 */
export function shortName(field: string): string {
  if (field.startsWith(byName)) return `.${field.slice(byName.length)}`;
  if (!attributeOfUuid.test(field)) return field;
  const hex = field.slice('attribute:'.length).replaceAll('-', '');
  return `a:${Buffer.from(hex, 'hex').toString('base64url')}`;
}

/** The field of a name that lies in an item, by this version or one before. */
export function fieldOf(name: string): string {
  if (name.startsWith('.')) return byName + name.slice(1);
  if (!short.test(name)) return name;
  const hex = Buffer.from(name.slice(2), 'base64url').toString('hex');
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return `attribute:${uuid}`;
}
