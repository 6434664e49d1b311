print("Nabla")
