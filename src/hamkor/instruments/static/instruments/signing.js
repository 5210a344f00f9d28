// The signing pages: making a key, and signing with it. Before it signs, the page counts again what it shows.

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

// Every text that the statement names is shown, byte for byte, and the challenge is the statement's own hash.
async function shownIsSigned() {
  const statement = read('statement')
  if (toBase64url(await hash(statement)) !== options.challenge) return false
  const shown = new Map()
  for (const text of document.querySelectorAll('[data-text]')) {
    shown.set(text.dataset.text, hexadecimal(await hash(text.textContent)))
  }
  return JSON.parse(statement).texts.every(([language, sha256]) => shown.get(language) === sha256)
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
  try {
    const answer = await ceremonies[form.dataset.passkey]()
    for (const [name, value] of Object.entries(answer)) form.elements[name].value = toBase64url(value)
    form.submit()
  } catch {
    show('passkey-failed')
    button.disabled = false
  }
})

if (!window.PublicKeyCredential || !navigator.credentials) show('no-passkeys')
else if (form.dataset.passkey === 'get' && !(await shownIsSigned())) show('text-differs')
else button.disabled = false
