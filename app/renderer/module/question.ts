/** What is asked before it is done. */
import type { BuiltModule } from '../../contract/module.ts';
import type { ModuleSource } from './choice.ts';

export type Question =
  | { readonly kind: 'unload' | 'reload' }
  | { readonly kind: 'replace'; readonly source: ModuleSource }
  | { readonly kind: 'remove'; readonly module: BuiltModule };
