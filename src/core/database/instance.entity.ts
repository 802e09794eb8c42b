import { Entity } from "typeorm";
import { KeyColumn, PrimaryKeyColumn, TimeColumn } from "./columns";

/** The one row about this instance of Labelroom. */
@Entity("instances")
export class Instance {
  /** Always `this`. */
  @PrimaryKeyColumn(8)
  id: string;

  /** Part of every room cursor; a restore changes it. */
  @KeyColumn(40)
  epoch: string;

  @TimeColumn()
  createdAt: Date;
}
