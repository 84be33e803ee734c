// Starts the application. Everything else is Rust. A part that cannot be loaded or read is told, too.
import('./app.js')
  .then((app) => app.default({ module_or_path: new URL('./app_bg.wasm', import.meta.url) }))
  .catch((error) => {
    console.error(error);
    document.getElementById('boot-failed')?.removeAttribute('hidden');
    document.getElementById('boot-waiting')?.setAttribute('hidden', '');
  });
