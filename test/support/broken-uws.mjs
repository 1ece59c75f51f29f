/** Loaded before the program: uWebSockets.js cannot be loaded, as on a system whose C library is too old for it. */
const load = process.dlopen;
process.dlopen = (module, path, ...rest) => {
  if (path.includes("uws_")) throw new Error("/lib/libm.so.6: version `GLIBC_2.38' not found");
  return load.call(process, module, path, ...rest);
};
