/// <reference types="vite/client" />
/** The yardstick for the window's editors: a page with nothing but an editor that can be typed in; `?nodes=N`: in a device-tree source. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import 'monaco-editor/features/register.all.js';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };
const element = document.getElementById('editor');
const nodes = new URLSearchParams(location.search).get('nodes');
// What is not wanted is not loaded: the start of the page is measured, too.
const value = nodes === null ? 'version: 1\n' : (await import('../long-source.ts')).longSource(Number(nodes));
if (element !== null) monaco.editor.create(element, { value, language: 'plaintext' });
