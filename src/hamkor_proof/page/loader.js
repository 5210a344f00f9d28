// Unpacks the program below and runs it. The policy in this page's head names the program's SHA-256: the browser runs
// no other. To read it: "The program of this page" at the foot, or python -m hamkor_proof.page --unpack verify.html
const packed = Uint8Array.from(atob(document.getElementById("packed").textContent), (letter) => letter.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
const script = document.createElement("script");
script.type = "module";
script.id = "program";
script.textContent = await new Response(unpacked).text();
document.body.append(script);
