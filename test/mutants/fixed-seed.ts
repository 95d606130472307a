import fc from 'fast-check';

// A mutant that only some seeds catch would be caught in one run and survive in the next.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });
