/** A small application that sends values through each hop of the stand-in and back. Runs by tier A's launcher only. */
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, MessageChannelMain, protocol, session, utilityProcess } from 'electron';

protocol.registerSchemesAsPrivileged([{ scheme: 'probe', privileges: { standard: true, secure: true } }]);

void app.whenReady().then(() => {
  session.defaultSession.protocol.handle(
    'probe',
    () => new Response('<!doctype html><title>probe</title>', { headers: { 'content-type': 'text/html' } }),
  );
  ipcMain.handle('echo', (_event, value: unknown) => value);
  ipcMain.handle('fail', () => {
    throw new RangeError('out of it');
  });
  const helper = utilityProcess.fork(join(import.meta.dirname, 'utility.ts'));
  ipcMain.on('connect', (event) => {
    const { port1, port2 } = new MessageChannelMain();
    helper.postMessage('port', [port1]);
    event.sender.postMessage('connect', 'here', [port2]);
  });
  ipcMain.on('give', ({ ports: [port] }) => {
    port?.on('message', ({ data }) => port.postMessage(data));
    port?.start();
  });
  const window = new BrowserWindow({
    webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), contextIsolation: true, sandbox: true },
  });
  void window.loadURL('probe://page/');
});
