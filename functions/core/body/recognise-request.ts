import type { BodyKind } from '../config/body-schema.ts';
import { bodyReaderOf, type WrittenBody } from './open-body.ts';
import { kindOf } from './recognise-body.ts';

/**
 * How the body of a request is written, as far as its text and its content type tell.
 * @throws Rejection as `bodyReaderOf`
 */
export function recogniseBody(request: WrittenBody): BodyKind | undefined {
  return kindOf(bodyReaderOf(request, { body: 'json' }));
}
