"""`schedule`, in a subclass that is safe for a service.

As it comes, an exception in a job leaves `run_pending`, so that the loop ends and the later jobs starve; and it reads
naive local time, so that jobs wait an hour too long when summer time ends. Here a fault is told and the job put
off; all times are aware, from a clock that is handed in; and each job says itself when it is due again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import schedule

from afterword.clock import Clock

_AFTER_A_FAULT = timedelta(minutes=1)

Task = Callable[[], datetime]
"""Does something, and says when it is due again."""


class Job(schedule.Job):
    """One thing to do when it is due."""

    scheduler: Ticker

    @property
    def should_run(self) -> bool:
        return self.next_run is not None and self.scheduler.now() >= self.next_run

    def run(self) -> None:
        """Do it. `next_run` is put off first, so that a fault can't make it due forever."""
        self.next_run = self.scheduler.now() + _AFTER_A_FAULT
        if self.job_func is not None:
            self.next_run = self.job_func()

    def _schedule_next_run(self) -> None:
        """Jobs say so themselves."""


class Ticker(schedule.Scheduler):
    """Runs what is due by `now`; `fault` hears of every exception that a job let out."""

    def __init__(self, now: Clock, fault: Callable[[Exception], None]) -> None:
        super().__init__()
        self.now = now
        self._fault = fault

    def add(self, task: Task, due: datetime) -> Job:
        """Do `task` from `due` on. Setting the job's `next_run` moves it."""
        job = Job(1, self)
        job.scheduler = self
        job.seconds.do(task)
        job.next_run = due
        return job

    def run_pending(self) -> None:
        due = [job for job in self.jobs if isinstance(job, Job) and job.should_run]
        for job in sorted(due):
            try:
                job.run()
            except Exception as error:  # noqa: BLE001 - a service goes on; the fault is told
                self._fault(error)

    @property
    def idle_seconds(self) -> float | None:
        """Seconds until something is due, negative if it is overdue, None without jobs."""
        moments = [job.next_run for job in self.jobs if job.next_run is not None]
        return (min(moments) - self.now()).total_seconds() if moments else None
