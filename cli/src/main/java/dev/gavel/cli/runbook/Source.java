package dev.gavel.cli.runbook;

import java.util.List;

/** Where figures come from. */
interface Source {
    /** @return none where it does not have the figure, or nothing happened that it is made of */
    List<Reading> read(Measure measure);
}
