// Says in the page what allauth's script would tell the console only.
const show = (id) => { const note = document.getElementById(id); if (note) note.hidden = false }

if (!window.PublicKeyCredential) {
  show('passkey-missing')
  for (const button of document.querySelectorAll('[data-passkey]')) button.disabled = true
}
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  show('passkey-failed')
})
