/// <reference types="vite/client" />
/** The yardstick for the window's start: a page with nothing but an editor that can be typed in. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import 'monaco-editor/features/register.all.js';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };
const element = document.getElementById('editor');
if (element !== null) monaco.editor.create(element, { value: 'version: 1\n', language: 'plaintext' });
