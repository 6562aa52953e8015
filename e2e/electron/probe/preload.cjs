const { contextBridge, ipcRenderer } = require('electron');

// Seen by this world alone.
globalThis.ofThePreload = true;
let throws;
for (const ask of [() => ipcRenderer.sendSync('x'), () => require('node:fs'), () => process.env]) {
  try {
    ask();
  } catch (reason) {
    throws = [...(throws ?? []), reason.message];
  }
}
ipcRenderer.on('connect', ({ ports }, text) => window.postMessage(text, '*', [...ports]));
contextBridge.exposeInMainWorld('probe', {
  throws,
  /** Page to preload and back. */
  here: (value) => value,
  /** Page to preload to main and back. */
  echo: (value) => ipcRenderer.invoke('echo', value),
  fail: () => ipcRenderer.invoke('fail'),
  call: (f, value) => f(value),
  connect: () => ipcRenderer.send('connect'),
  give() {
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage('give', undefined, [port1]);
    window.postMessage('given', '*', [port2]);
  },
});
