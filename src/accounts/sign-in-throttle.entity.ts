import { Entity } from "typeorm";
import { CountColumn, PrimaryKeyColumn, TimeColumn } from "../core/database/columns";

/** Failed sign-ins counted under a hash of the address, and of address and account together. */
@Entity("sign_in_throttles")
export class SignInThrottle {
  @PrimaryKeyColumn(64)
  id: string;

  @CountColumn()
  failures: number;

  /** No try is looked at before this moment. */
  @TimeColumn()
  nextTryAt: Date;
}
