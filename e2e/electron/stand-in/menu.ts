/** Menu and MenuItem as data: what a template says, and `click` as if the user had chosen the item. */
import { knownKeysOnly, strict } from './strict.ts';

interface Template {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly submenu?: readonly Template[];
  readonly click?: (item: object, window: object | undefined, event: object) => void;
}

/** Of Electron's documentation; another one would be a mistake that Electron only ignores. */
const roles =
  'appMenu fileMenu editMenu viewMenu windowMenu help about services hide hideOthers unhide quit close minimize zoom front reload forceReload toggleDevTools resetZoom zoomIn zoomOut togglefullscreen undo redo cut copy paste pasteAndMatchStyle delete selectAll'.split(
    ' ',
  );

class MenuItem {
  readonly id: string | undefined;
  readonly label: string | undefined;
  readonly role: string | undefined;
  readonly type: string;
  readonly submenu: Menu | undefined;
  readonly click: (event?: object, window?: object) => void;

  constructor(template: Template) {
    knownKeysOnly('MenuItemConstructorOptions', template, [
      'id',
      'label',
      'role',
      'type',
      'submenu',
      'click',
      'accelerator',
    ]);
    if (template.role !== undefined && !roles.includes(template.role))
      throw new Error(`no such role: ${template.role}`);
    this.id = template.id;
    this.label = template.label;
    this.role = template.role;
    this.type = template.type ?? (template.submenu === undefined ? 'normal' : 'submenu');
    this.submenu = template.submenu && Menu.buildFromTemplate(template.submenu);
    this.click = (event = {}, window = undefined) => {
      if (template.click === undefined) throw new Error(`The stand-in does not do what role ${template.role} does.`);
      template.click(this, window, event);
    };
  }
}

export class Menu {
  readonly items: readonly MenuItem[];
  static #application: Menu | undefined;

  constructor(items: readonly MenuItem[] = []) {
    this.items = items;
    // biome-ignore lint/correctness/noConstructorReturn: the application may see nothing but the strict one.
    return strict('Menu', this);
  }

  static buildFromTemplate(template: readonly Template[]): Menu {
    return new Menu(template.map((item) => strict('MenuItem', new MenuItem(item))));
  }

  static setApplicationMenu(menu: Menu): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application ?? null;
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}
