select replaces, position from engagement where replaces is not null
