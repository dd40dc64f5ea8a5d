import { SerinusError } from '../errors.ts';

/** What Kayenta answers with status 400, its sentence word for word where Kayenta has one: clients show it, and some look for it. */
export class KayentaRefusal extends SerinusError {
  override readonly name: string = 'KayentaRefusal';

  constructor(message: string, options?: ErrorOptions) {
    super('BAD_INPUT', 400, message, options);
  }
}
