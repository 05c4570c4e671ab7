// SPDX-License-Identifier: GPL-2.0
/*
 * flows.c - the flows of each network namespace, by name
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include "net/udpflow.h"
#include "net/flows.h"
#include "net/hook.h"

/**
 * struct lfr_flows - the flows of a namespace
 * @lock: protects the list; taken with RTNL where that is taken too
 * @flows: in the order in which they were added
 * @generation: counts changes, so that a dump can tell that it is inconsistent; never 0
 * @last_id: of the flow that was added last
 */
struct lfr_flows {
	struct mutex lock; /* the list */
	struct list_head flows;
	u32 generation;
	u32 last_id;
};

static unsigned int lfr_flows_net_id;
static const struct lfr_flows_ops *lfr_flows_ops;

static struct lfr_flows *lfr_flows_of(struct net *net)
{
	return net_generic(net, lfr_flows_net_id);
}

/**
 * lfr_flows_changed() - note that something a dump shows has changed
 * @net: namespace
 */
void lfr_flows_changed(struct net *net)
{
	struct lfr_flows *flows = lfr_flows_of(net);

	WRITE_ONCE(flows->generation, READ_ONCE(flows->generation) + 1 ?: 1);
}

/**
 * lfr_flows_generation() - for genl_dump_check_consistent()
 * @net: namespace
 *
 * Return: a number, never 0, that differs after each change.
 */
u32 lfr_flows_generation(struct net *net)
{
	return READ_ONCE(lfr_flows_of(net)->generation);
}

static struct lfr_flow *lfr_flows_find(struct lfr_flows *flows, const char *name)
{
	struct lfr_flow *flow;

	list_for_each_entry(flow, &flows->flows, list)
		if (!strcmp(flow->setup.name, name))
			return flow;
	return NULL;
}

/**
 * lfr_flows_get() - find a flow by its name
 * @net: namespace
 * @name: its name
 *
 * Return: the flow, to be given back by lfr_flow_put(), or NULL.
 */
struct lfr_flow *lfr_flows_get(struct net *net, const char *name)
{
	struct lfr_flows *flows = lfr_flows_of(net);
	struct lfr_flow *flow;

	mutex_lock(&flows->lock);
	flow = lfr_flows_find(flows, name);
	if (flow)
		refcount_inc(&flow->refs);
	mutex_unlock(&flows->lock);
	return flow;
}

/**
 * lfr_flows_next() - go through the flows of a namespace
 * @net: namespace
 * @after: id of the flow that was told last, 0 to begin
 *
 * Return: the next flow, to be given back by lfr_flow_put(), or NULL.
 */
struct lfr_flow *lfr_flows_next(struct net *net, u32 after)
{
	struct lfr_flows *flows = lfr_flows_of(net);
	struct lfr_flow *flow, *found = NULL;

	mutex_lock(&flows->lock);
	list_for_each_entry(flow, &flows->flows, list) {
		if (flow->id > after) {
			found = flow;
			refcount_inc(&flow->refs);
			break;
		}
	}
	mutex_unlock(&flows->lock);
	return found;
}

static void lfr_flows_detach(struct lfr_flow *flow, u32 n)
{
	while (n--) {
		lfr_hook_detach(&flow->path[n]);
		RCU_INIT_POINTER(flow->path[n].dev, NULL);
	}
}

/* Does what one device receives go on to the other one, as with a VLAN or a bridge? */
static bool lfr_flows_stacked(struct net_device *below, struct net_device *above)
{
	bool stacked;

	rcu_read_lock();
	stacked = netdev_has_upper_dev_all_rcu(below, above);
	rcu_read_unlock();
	return stacked;
}

static int lfr_flows_attach(struct net *net, struct lfr_flow *flow, const char *const *devs,
			    struct lfr_flows_why *why)
{
	const struct lfr_flow_path *other;
	struct net_device *dev, *below;
	u32 i, j;
	int ret;

	/* All of them are looked at before the first one is touched. */
	for (i = 0; i < flow->setup.nr_paths; i++) {
		why->part = LFR_FLOWS_DEV;
		why->index = i;
		dev = __dev_get_by_name(net, devs[i]);
		if (!dev) {
			scnprintf(why->text, sizeof(why->text), "there is no device %.15s",
				  devs[i]);
			return -ENODEV;
		}
		for (j = 0; j < i; j++) {
			below = __dev_get_by_name(net, devs[j]);
			if (below == dev) {
				scnprintf(why->text, sizeof(why->text),
					  "device %.15s is given twice", devs[i]);
				return -EINVAL;
			}
			if (lfr_flows_stacked(dev, below) || lfr_flows_stacked(below, dev)) {
				scnprintf(why->text, sizeof(why->text),
					  "%.15s and %.15s are stacked: each packet would come twice",
					  devs[j], devs[i]);
				return -EINVAL;
			}
		}
		other = lfr_hook_overlap(dev, &flow->setup.match);
		if (other) {
			scnprintf(why->text, sizeof(why->text),
				  "flow %.31s takes some of these packets on %.15s already",
				  other->flow->setup.name, devs[i]);
			return -EBUSY;
		}
	}
	for (i = 0; i < flow->setup.nr_paths; i++) {
		dev = __dev_get_by_name(net, devs[i]);
		strscpy(flow->path[i].name, dev->name, IFNAMSIZ);
		ret = lfr_hook_attach(&flow->path[i], dev);
		if (ret) {
			lfr_flows_detach(flow, i);
			/* The first devices' packets have been taken for a moment. */
			lfr_flow_stop(flow);
			scnprintf(why->text, sizeof(why->text),
				  "no hook on device %.15s: error %d", devs[i], ret);
			return ret;
		}
	}
	return 0;
}

/* Its devices are attached: tell of it before anybody finds it. */
static int lfr_flows_announce(struct lfr_flow *flow, struct lfr_flows_why *why)
{
	int ret = lfr_flows_ops->added(flow);

	if (!ret) {
		flow->freed = lfr_flows_ops->freed;
		return 0;
	}
	lfr_flows_detach(flow, flow->setup.nr_paths);
	lfr_flow_stop(flow);
	why->part = LFR_FLOWS_WHOLE;
	scnprintf(why->text, sizeof(why->text), "no device in /dev for the flow: error %d", ret);
	return ret;
}

/**
 * lfr_flows_add() - add a flow, and take its packets from now on
 * @net: namespace
 * @setup: what it is made from; has been checked by itself
 * @devs: names of its devices
 * @why: filled in when refused
 *
 * Context: process, may sleep.
 * Return: the flow, to be given back by lfr_flow_put(), or an error pointer: -EEXIST, -ENODEV,
 * -EBUSY, -EINVAL, -ENOMEM.
 */
struct lfr_flow *lfr_flows_add(struct net *net, const struct lfr_flow_setup *setup,
			       const char *const *devs, struct lfr_flows_why *why)
{
	struct lfr_flows *flows = lfr_flows_of(net);
	struct lfr_flow *flow = lfr_flow_create(setup);
	int ret = -EEXIST;

	if (!flow) {
		why->part = LFR_FLOWS_WHOLE;
		scnprintf(why->text, sizeof(why->text), "out of memory");
		return ERR_PTR(-ENOMEM);
	}
	flow->net = net;
	rtnl_lock();
	mutex_lock(&flows->lock);
	if (lfr_flows_find(flows, setup->name)) {
		why->part = LFR_FLOWS_NAME;
		scnprintf(why->text, sizeof(why->text), "there is a flow %.31s already",
			  setup->name);
	} else {
		ret = lfr_flows_attach(net, flow, devs, why);
	}
	if (!ret)
		ret = lfr_flows_announce(flow, why);
	if (!ret) {
		flow->id = ++flows->last_id;
		list_add_tail(&flow->list, &flows->flows);
		refcount_inc(&flow->refs);
		lfr_watch_start(flow);
	}
	mutex_unlock(&flows->lock);
	rtnl_unlock();
	if (ret) {
		lfr_flow_put(flow);
		return ERR_PTR(ret);
	}
	lfr_flows_changed(net);
	return flow;
}

static int lfr_flows_remove_locked(struct lfr_flows *flows, struct lfr_flow *flow)
{
	bool linked;

	mutex_lock(&flows->lock);
	linked = !list_empty(&flow->list);
	list_del_init(&flow->list);
	mutex_unlock(&flows->lock);
	if (!linked)
		return -ENOENT;
	lfr_flows_detach(flow, flow->setup.nr_paths);
	lfr_flow_stop(flow);
	return 0;
}

/**
 * lfr_flows_remove() - hand on what a flow holds, and remove it
 * @net: namespace
 * @flow: the flow; the caller keeps its reference
 *
 * Context: process, may sleep.
 * Return: 0, or -ENOENT if somebody else has removed it.
 */
int lfr_flows_remove(struct net *net, struct lfr_flow *flow)
{
	int ret;

	rtnl_lock();
	ret = lfr_flows_remove_locked(lfr_flows_of(net), flow);
	rtnl_unlock();
	if (ret)
		return ret;
	lfr_flows_changed(net);
	lfr_watch_stop(flow);
	lfr_flows_ops->removed(flow);
	lfr_flow_put(flow);
	return 0;
}

/* A device goes down, or away: what came from it is handed on while it is there. */
static int lfr_flows_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct lfr_flows *flows = lfr_flows_of(dev_net(dev));
	struct lfr_flow_path *path;
	struct lfr_flow *flow;
	u32 i;

	if (event != NETDEV_GOING_DOWN && event != NETDEV_UNREGISTER)
		return NOTIFY_DONE;
	mutex_lock(&flows->lock);
	list_for_each_entry(flow, &flows->flows, list) {
		for (i = 0; i < flow->setup.nr_paths; i++) {
			path = &flow->path[i];
			if (rtnl_dereference(path->dev) != dev)
				continue;
			if (event == NETDEV_UNREGISTER)
				lfr_hook_detach(path);
			lfr_flow_flush(flow);
			if (event == NETDEV_UNREGISTER) {
				RCU_INIT_POINTER(path->dev, NULL);
				/* Nobody hands on packets as from it any more. */
				synchronize_net();
			}
		}
	}
	mutex_unlock(&flows->lock);
	return NOTIFY_DONE;
}

static struct notifier_block lfr_flows_notifier = {
	.notifier_call = lfr_flows_event,
};

static int __net_init lfr_flows_net_init(struct net *net)
{
	struct lfr_flows *flows = lfr_flows_of(net);

	mutex_init(&flows->lock);
	INIT_LIST_HEAD(&flows->flows);
	flows->generation = 1;
	return 0;
}

static void __net_exit lfr_flows_net_exit(struct net *net)
{
	struct lfr_flow *flow;

	while ((flow = lfr_flows_next(net, 0))) {
		lfr_flows_remove(net, flow);
		lfr_flow_put(flow);
	}
}

static struct pernet_operations lfr_flows_net_ops = {
	.init = lfr_flows_net_init,
	.exit = lfr_flows_net_exit,
	.id = &lfr_flows_net_id,
	.size = sizeof(struct lfr_flows),
};

/**
 * lfr_flows_init() - have flows in each namespace
 * @ops: who is told of them
 *
 * Return: 0 or an error.
 */
int __init lfr_flows_init(const struct lfr_flows_ops *ops)
{
	int ret;

	lfr_flows_ops = ops;
	lfr_watch_init(ops->alarm);
	ret = lfr_flow_init();
	if (ret)
		return ret;
	ret = register_pernet_subsys(&lfr_flows_net_ops);
	if (ret)
		goto flow_exit;
	ret = register_netdevice_notifier(&lfr_flows_notifier);
	if (ret)
		goto pernet_exit;
	return 0;

pernet_exit:
	unregister_pernet_subsys(&lfr_flows_net_ops);
flow_exit:
	lfr_flow_exit();
	return ret;
}

/**
 * lfr_flows_exit() - hand on what all flows hold, and remove them
 */
void lfr_flows_exit(void)
{
	/* This tells of each device once more that it goes. */
	unregister_netdevice_notifier(&lfr_flows_notifier);
	unregister_pernet_subsys(&lfr_flows_net_ops);
	lfr_flow_exit();
}
