// Starts the application. Everything else is Rust.
import init from './app.js';

init({ module_or_path: new URL('./app_bg.wasm', import.meta.url) }).catch((error) => {
  console.error(error);
  document.getElementById('boot-failed')?.removeAttribute('hidden');
  document.getElementById('boot-waiting')?.setAttribute('hidden', '');
});
