/** The application's menu. What belongs to the page goes there as a MenuCommand. */
import { app, type BaseWindow, BrowserWindow, Menu, type MenuItemConstructorOptions, shell } from 'electron';
import type { MenuCommand } from '../contract/shell.ts';
import { shellChannels } from '../contract/shell-channels.ts';

/** The window that a command is for: the one it was chosen in, the focused one, or the only one. */
function pageOf(chosenIn: BaseWindow | undefined): BrowserWindow | undefined {
  if (chosenIn instanceof BrowserWindow) return chosenIn;
  return BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
}

function pageCommand(id: MenuCommand, label: string, accelerator?: string): MenuItemConstructorOptions {
  return {
    id,
    label,
    ...(accelerator !== undefined && { accelerator }),
    click: (_item, window) => pageOf(window)?.webContents.send(shellChannels.command, id),
  };
}

function template(platform: NodeJS.Platform, openWindow: () => void): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        pageCommand('plan.open', 'Open Plan…', 'CmdOrCtrl+O'),
        separator,
        { id: 'window.new', label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: openWindow },
        { role: 'close' },
        ...(mac ? [] : [separator, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        pageCommand('view.theme', 'Switch Theme'),
        { role: 'togglefullscreen' },
      ],
    },
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      submenu: [
        {
          id: 'help.device-tree',
          label: 'Device Tree Specification',
          click: () => void shell.openExternal('https://devicetree-specification.readthedocs.io/'),
        },
        ...(mac ? [] : [separator, { role: 'about' } as const]),
      ],
    },
  ];
}

export function setMenu(openWindow: () => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(process.platform, openWindow)));
}
