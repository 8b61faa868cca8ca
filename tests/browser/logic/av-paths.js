// Lets the panel's modules be imported outside a browser, where /av/ is a folder of the host's: node --import ./logic/av-paths.js
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const web = new URL('../../../sdk-shim/avhost/web/', pathToFileURL(`${here}/`)).href;

register(`data:text/javascript,${encodeURIComponent(`
  export async function resolve(name, context, next) {
    return name.startsWith('/av/') ? { url: ${JSON.stringify(web)} + name.slice(4), format: 'module', shortCircuit: true } : next(name, context);
  }`)}`);
