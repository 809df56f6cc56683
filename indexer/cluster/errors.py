"""What can go wrong with a cluster, each with the option or setting to change."""

from typing import ClassVar

from corpus.errors import ChuchuError


class RayAbsent(ChuchuError):
    """The library is not installed."""

    code: ClassVar[str] = "ray_absent"

    def __init__(self) -> None:
        super().__init__(
            "选项 --ray 需要附加组件 ray，本机没有安装。请运行 pip install 'chuchu[ray]'，或去掉 --ray 在本机索引。"
        )


class RayAddressInvalid(ChuchuError):
    """An address that is not of the form that we speak."""

    code: ClassVar[str] = "ray_address_invalid"

    def __init__(self, address: str) -> None:
        super().__init__(
            f"选项 --ray 的地址“{address}”写法不对：应为“主机:端口”，即 ray start --head 显示的地址，"
            "例如 10.0.0.5:6379（不支持 ray:// 客户端方式）。"
        )
        self.address = address


class ClusterUnreachable(ChuchuError):
    """No cluster answers at the address, or this machine is no part of it."""

    code: ClassVar[str] = "ray_unreachable"

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(
            f"选项 --ray 的地址“{address}”连接不上 Ray 集群：{problem}。"
            "请核对主机和端口（ray start --head 会显示），确认各节点的 ray 版本相同，"
            f"并在本机运行 ray start --address={address} --num-cpus=0 加入集群后再试。"
        )
        self.address, self.problem = address, problem


class ClusterTooSmall(ChuchuError):
    """No node has room for a single worker."""

    code: ClassVar[str] = "ray_too_small"

    def __init__(self, cpus: int, largest: int) -> None:
        super().__init__(
            f"Ray 集群中最大的节点只有 {largest} 个逻辑 CPU，放不下一个占 {cpus} 个的工作进程。"
            "请调小 CHUCHU_RAY__CPUS_PER_WORKER，或用 ray start --num-cpus 给节点更多 CPU。"
        )
        self.cpus, self.largest = cpus, largest


class ClusterUnfit(ChuchuError):
    """A worker cannot do the work: chuchu or the model is absent on its node, or of another version."""

    code: ClassVar[str] = "ray_unfit"

    def __init__(self, node: str, problem: str) -> None:
        super().__init__(
            f"Ray 节点 {node} 上的工作进程不能用：{problem}。"
            "请在每个节点安装同一版本的 chuchu；模型由本机发送（CHUCHU_RAY__MODEL=ship），"
            "或放在各节点相同的路径下（CHUCHU_RAY__MODEL=path）。"
        )
        self.node, self.problem = node, problem


class ModelNotShippable(ChuchuError):
    """A model that is no folder of ours was to be sent to the nodes."""

    code: ClassVar[str] = "ray_model_not_shippable"

    def __init__(self, model: str) -> None:
        super().__init__(
            f"模型 {model} 不是内置模型，不能发送到 Ray 节点。请把它放到各节点相同的路径下，"
            "并设置 CHUCHU_RAY__MODEL=path。"
        )
        self.model = model


class ClusterLost(ChuchuError):
    """No worker is left, and none came in time."""

    code: ClassVar[str] = "ray_lost"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Ray 集群上已没有可用的工作进程，等了 {seconds:.0f} 秒也没有新的"
            "（节点失联、内存不足，或 CPU 被其他任务占用；等待时间由 CHUCHU_RAY__WAIT_S 设置）。"
            "已完成的文件都已入库；请恢复节点后再次运行同一命令，会从中断处继续。"
        )
        self.seconds = seconds


class WorkFailed(ChuchuError):
    """One piece of work ended worker after worker, or raised what it should not."""

    code: ClassVar[str] = "ray_work_failed"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"Ray 上的一项工作多次失败：{problem}。已完成的文件都已入库；请查看 ray logs，"
            "或去掉 --ray 在本机继续。"
        )
        self.problem = problem
