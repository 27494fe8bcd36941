CREATE TABLE `alert_history` (
	`id` text PRIMARY KEY NOT NULL,
	`alert_id` text NOT NULL,
	`at` text NOT NULL,
	`change` text NOT NULL,
	`reading` text NOT NULL,
	`notified` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alert_history_by_alert` ON `alert_history` (`alert_id`,`at`);--> statement-breakpoint
CREATE INDEX `alert_history_by_age` ON `alert_history` (`at`);--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`name` text NOT NULL,
	`condition` text NOT NULL,
	`enabled` integer NOT NULL,
	`channels` text NOT NULL,
	`repeat_minutes` integer NOT NULL,
	`origin` text NOT NULL,
	`state` text NOT NULL,
	`state_since` text NOT NULL,
	`reading` text NOT NULL,
	`evaluated_at` text,
	`notified_at` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alerts_by_age` ON `alerts` (`workspace_id`,`created_at`,`id`);