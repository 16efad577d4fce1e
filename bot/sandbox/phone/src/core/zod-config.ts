import * as z from 'zod';

// The page's content policy forbids code made from text: zod must not even try. Comes before all schemas.
z.config({ jitless: true });
