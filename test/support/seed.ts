import fc from 'fast-check';

/** In CI what is tried depends on the commit alone, so that a red run can be repeated; elsewhere each run tries something new. */
if (process.env.CI) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261122 });
