import { z } from 'zod';

/*
 * Our policy allows no code made from text. Schemas look for it when they are made, so this module
 * is imported before any that makes one.
 */
z.config({ jitless: true });
