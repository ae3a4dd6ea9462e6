UPDATE commits SET number = number + 1;
