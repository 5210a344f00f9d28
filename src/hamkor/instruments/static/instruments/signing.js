// The signing pages: making a key, and signing with it. Before it signs, the page counts again what it shows.

document.getElementById('needs-script').hidden = true

const show = (id) => { document.getElementById(id).hidden = false }
const read = (id) => JSON.parse(document.getElementById(id).textContent)
const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
const toBase64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const hash = async (text) => new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
const hexadecimal = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const form = document.querySelector('form[data-passkey]')
const button = form.querySelector('button')
const options = read('options')

const withoutNumber = (paragraph) => [...paragraph.childNodes].filter((node) => node.className !== 'n')

// The challenge is the statement's own hash; every text that the statement names is here byte for byte; and the words
// that stand to be read are those that the site made of these bytes. This catches what happens to a page after it was
// made: cut off, translated or rewritten by something between. It cannot catch a site that lies and serves this script
// too: against that helps the text's fingerprint, got from somebody else.
async function shownIsSigned() {
  const statement = read('statement')
  if (toBase64url(await hash(statement)) !== options.challenge) return false
  const shown = new Map()
  for (const text of document.querySelectorAll('[data-text]')) {
    shown.set(text.dataset.text, hexadecimal(await hash(text.textContent)))
  }
  for (const text of document.querySelectorAll('[data-words]')) {
    const words = [...text.children].flatMap(withoutNumber).map((node) => node.textContent).join('')
    if (hexadecimal(await hash(words)) !== text.dataset.words) return false
  }
  return JSON.parse(statement).texts.every(([language, sha256]) => shown.get(language) === sha256)
}

// Asked when the page is there, and once more before it signs: a browser may translate a page while it is read.
async function mayAnswer() {
  if (form.dataset.passkey !== 'get' || await shownIsSigned()) return true
  show('text-differs')
  return false
}

const ceremonies = {
  async create() {
    const made = await navigator.credentials.create({ publicKey: {
      ...options,
      challenge: fromBase64url(options.challenge),
      user: { ...options.user, id: fromBase64url(options.user.id) },
      excludeCredentials: [],
    } })
    return {
      credential_id: made.rawId,
      client_data: made.response.clientDataJSON,
      attestation_object: made.response.attestationObject,
    }
  },
  async get() {
    const signed = await navigator.credentials.get({ publicKey: {
      ...options,
      challenge: fromBase64url(options.challenge),
      allowCredentials: options.allowCredentials.map((key) => ({ ...key, id: fromBase64url(key.id) })),
    } })
    return {
      client_data: signed.response.clientDataJSON,
      authenticator_data: signed.response.authenticatorData,
      signature: signed.response.signature,
    }
  },
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  button.disabled = true
  document.getElementById('passkey-failed').hidden = true
  if (!(await mayAnswer())) return
  try {
    const answer = await ceremonies[form.dataset.passkey]()
    for (const [name, value] of Object.entries(answer)) form.elements[name].value = toBase64url(value)
    form.submit()
  } catch {
    show('passkey-failed')
    button.disabled = false
    button.focus()
  }
})

if (!window.PublicKeyCredential || !navigator.credentials) show('no-passkeys')
else if (await mayAnswer()) button.disabled = false
