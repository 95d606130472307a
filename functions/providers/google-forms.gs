/**
 * Sends each response of a Google Form to Bridgehook, signed as Standard Webhooks asks
 * (https://www.standardwebhooks.com).
 *
 * 1. Open the form, and Apps Script in its menu (three dots). Replace all that is there by this
 *    file, and save.
 * 2. In the project settings, add two script properties: HOOK_URL, the URL of the hook, and
 *    HOOK_KEY, a key of your own: whsec_ and, without a space, what `openssl rand -base64 32`
 *    prints. Set the same key for the source.
 * 3. Choose the function `install`, and run it once. Google asks for your permission.
 *
 * What the hook does not take is sent again every ten minutes, for a week. Until then only the id
 * of the response is kept, in the script properties.
 */

const TRIGGERED = ['onResponse', 'sendWaiting'];
const WAITING = 'waiting ';
const PATIENCE_MS = 7 * 24 * 60 * 60 * 1000;

/** Starts the two triggers. Run it by hand; running it again changes nothing. */
function install() {
  readSettings_();
  for (const trigger of ScriptApp.getProjectTriggers())
    if (TRIGGERED.includes(trigger.getHandlerFunction())) ScriptApp.deleteTrigger(trigger);
  const form = FormApp.getActiveForm();
  ScriptApp.newTrigger('onResponse').forForm(form).onFormSubmit().create();
  ScriptApp.newTrigger('sendWaiting').timeBased().everyMinutes(10).create();
}

/** A response has come, or was edited. It waits before it is sent, so that no failure loses it. */
function onResponse({ source, response }) {
  const properties = PropertiesService.getScriptProperties();
  const key = WAITING + response.getId();
  properties.setProperty(key, String(Date.now()));
  send_(source, response);
  properties.deleteProperty(key);
}

/** Sends again what the hook has not taken. Fails if some of it fails, so that Google says so. */
function sendWaiting() {
  const form = FormApp.getActiveForm();
  const properties = PropertiesService.getScriptProperties();
  const keys = properties.getKeys().filter((key) => key.startsWith(WAITING));
  const failures = [];
  for (const key of keys) {
    try {
      send_(form, form.getResponse(key.slice(WAITING.length)));
      properties.deleteProperty(key);
    } catch (failure) {
      failures.push(failure);
      const waited = Date.now() - Number(properties.getProperty(key));
      if (waited > PATIENCE_MS) properties.deleteProperty(key);
    }
  }
  const [first] = failures;
  if (first !== undefined)
    throw new Error(`${failures.length} of ${keys.length} failed. The first: ${first.message}`);
}

function send_(form, response) {
  const { url, key } = readSettings_();
  const id = idOf_(response);
  const body = JSON.stringify(bodyOf_(form, response));
  const seconds = Math.floor(Date.now() / 1000);
  const signature = Utilities.computeHmacSha256Signature(
    bytesOf_(`${id}.${seconds}.${body}`),
    Utilities.base64Decode(key.replace(/^whsec_/, '')),
  );
  const answer = UrlFetchApp.fetch(url, {
    method: 'post',
    contentType: 'application/json',
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${Utilities.base64Encode(signature)}`,
    },
    payload: bytesOf_(body),
    followRedirects: false,
    muteHttpExceptions: true,
  });
  const status = answer.getResponseCode();
  if (status !== 200) throw new Error(`The hook answered with ${status}.`);
}

/** A response in the form that a spreadsheet's trigger has: a list of texts for each title. */
function bodyOf_(form, response) {
  const namedValues = {};
  for (const itemResponse of response.getItemResponses()) {
    const title = itemResponse.getItem().getTitle();
    const values = [itemResponse.getResponse()].flat(2).filter((value) => value !== null);
    namedValues[title] = [...(namedValues[title] ?? []), ...values];
  }
  return {
    formId: form.getId(),
    responseId: response.getId(),
    timestamp: response.getTimestamp().toISOString(),
    respondentEmail: response.getRespondentEmail(),
    namedValues,
  };
}

/** The same at each attempt, and another one when somebody edits the response. */
function idOf_(response) {
  return `${response.getId()}_${response.getTimestamp().getTime()}`;
}

/** In UTF-8. */
function bytesOf_(text) {
  return Utilities.newBlob(text).getBytes();
}

function readSettings_() {
  const properties = PropertiesService.getScriptProperties();
  const [url, key] = ['HOOK_URL', 'HOOK_KEY'].map((name) => {
    const value = properties.getProperty(name);
    if (!value) throw new Error(`Add the script property ${name} in the project settings.`);
    return value.trim();
  });
  return { url, key };
}
