"""What can go wrong with jobs and leases."""

from typing import ClassVar

from corpus.errors import ChuchuError


class JobUnknown(ChuchuError):
    """No job of this id."""

    code: ClassVar[str] = "job_not_found"

    def __init__(self, job_id: str) -> None:
        super().__init__(f"没有编号为{job_id}的任务。")
        self.job_id = job_id


class JobStateConflict(ChuchuError):
    """A step that the job's state does not allow."""

    code: ClassVar[str] = "job_state_conflict"

    def __init__(self, job_id: str, state: str, step: str) -> None:
        super().__init__(f"任务{job_id}处于“{state}”状态，不能{step}。")
        self.job_id = job_id
        self.state = state
        self.step = step


class LeaseHeld(ChuchuError):
    """Another process holds the lease. Times are UTC, ISO 8601."""

    code: ClassVar[str] = "lease_held"

    def __init__(self, name: str, holder: str, acquired_at: str, expires_at: str) -> None:
        super().__init__(
            f"“{name}”正由{holder}占用（自{acquired_at}起，至少到{expires_at}）。请等它结束；"
            "若该进程已不在，到期后会自动释放。"
        )
        self.name = name
        self.holder = holder
        self.acquired_at = acquired_at
        self.expires_at = expires_at


class LeaseLost(ChuchuError):
    """The lease expired and is no longer ours: stop writing."""

    code: ClassVar[str] = "lease_lost"

    def __init__(self, name: str, holder: str) -> None:
        super().__init__(
            f"{holder}对“{name}”的占用已过期，可能已被另一个进程接管，本次运行停止。请重新运行以继续。"
        )
        self.name = name
        self.holder = holder
