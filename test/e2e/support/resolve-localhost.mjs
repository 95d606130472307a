// Loaded before everything else (node --import): resolves *.localhost to this machine, as browsers
// and curl do. Node asks the operating system, which often knows only localhost itself; the
// addresses that an emulator gives to its APIs are such names.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const { lookup } = dns;

dns.lookup = (name, options, done) =>
  lookup(/\.localhost$/i.test(name) ? 'localhost' : name, options, done);
syncBuiltinESMExports();
