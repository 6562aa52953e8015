/** All that a page gets of Electron: `window.uiomemShell`, as app/contract/shell.ts says. */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { type ElectronBridge, hostPortMessage, type MenuCommand } from '../contract/shell.ts';
import { shellChannels } from '../contract/shell-channels.ts';

// A port cannot cross the context bridge; a message of the window can carry it.
ipcRenderer.on(shellChannels.hostPort, ({ ports }) => {
  window.postMessage(hostPortMessage, window.location.origin, [...ports]);
});

const bridge: ElectronBridge = {
  kind: 'electron',
  platform: process.platform,
  requestHostPort: () => ipcRenderer.send(shellChannels.hostPort),
  onCommand(listener) {
    const heard = (_event: IpcRendererEvent, command: MenuCommand) => listener(command);
    ipcRenderer.on(shellChannels.command, heard);
    return () => {
      ipcRenderer.off(shellChannels.command, heard);
    };
  },
  openPlan: () => ipcRenderer.invoke(shellChannels.openPlan),
};
contextBridge.exposeInMainWorld('uiomemShell', bridge);
