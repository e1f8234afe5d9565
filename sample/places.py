"""The places that have machines, and who is in charge, on watch and at work there."""

from sample.world import COMMUNITIES, HOTEL, World

PLACES = (*COMMUNITIES, HOTEL)


def manager(world: World, project: str) -> str:
    """Who is in charge of a place."""
    return world.staff(post="酒店部经理" if project == HOTEL else "管理处经理", project=project)[0]


def guard(world: World, project: str) -> str:
    """Who is first at the spot."""
    return world.staff(post="前厅接待员" if project == HOTEL else "保安领班", project=project)[0]


def fitter(world: World, project: str) -> str:
    """Who works with the firms that look after the machines."""
    return world.staff(post="会议接待员" if project == HOTEL else "维修工", project=project)[0]
