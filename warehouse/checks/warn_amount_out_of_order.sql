SELECT observation_id AS what FROM observations WHERE low::DOUBLE > high::DOUBLE;
